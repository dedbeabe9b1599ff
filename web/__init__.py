"""The investigators' search page: server-rendered, without scripts, on this machine only."""
