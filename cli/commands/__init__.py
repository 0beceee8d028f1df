"""One file per command; each has a click command or group called `command`."""
