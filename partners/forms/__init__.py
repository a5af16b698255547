"""What a person may type on the corporation's track: one module a track of pages."""
