"""The UI in a headless browser: what users see in the pages, and what comes of their clicks."""
