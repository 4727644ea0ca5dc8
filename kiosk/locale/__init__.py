"""Locale: all the words that a member sees or hears, one file a language. Who speaks is handed them."""
