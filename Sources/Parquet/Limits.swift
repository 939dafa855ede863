// The stated limits of this target; nothing here grows with its input beyond them.
