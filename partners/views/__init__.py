"""The pages of the corporation's track, one module a noun or a side of it."""
