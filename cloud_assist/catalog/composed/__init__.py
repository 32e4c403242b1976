"""Plain shell commands put together from what a request says: a small grammar, one file for each subject."""
