"""The pages of the person's track, one module a noun."""
