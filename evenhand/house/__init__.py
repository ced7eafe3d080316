"""Where the rooms become one product: settings, addresses, the command, the server."""
