"""The investigators' search page: server-rendered, usable without scripts, on this machine only."""
