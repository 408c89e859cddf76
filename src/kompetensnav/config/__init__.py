"""Settings, addresses and the ways in: web server and worker."""
