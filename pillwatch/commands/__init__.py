"""The commands, a file a family; each registers itself on the command line's application."""
