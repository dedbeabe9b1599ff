"""The command line, the settings and the jobs that span the packages."""
