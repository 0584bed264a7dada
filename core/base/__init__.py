"""What every wing stands on: settings, database, clock, money, text, errors, audit trail."""
