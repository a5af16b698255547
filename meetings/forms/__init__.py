"""What people type about meetings and 対象者選定, by page."""
