"""What the tests of every room share: the pytest plugin, the browser, the private PostgreSQL, the whole suite."""
