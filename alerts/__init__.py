"""Post: verdicts to episodes, episodes to messages, messages to their readers."""
