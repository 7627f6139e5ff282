"""The composition root: settings, addresses, the server. Names everything, is named by nothing."""
