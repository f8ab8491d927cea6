"""Documents that come over the network: pages, files by address, and feeds."""
