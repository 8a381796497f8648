"""Stand-ins for the ports, named like them, as plain as can be: no SQL, no disk, no clock but the one that is set."""
