"""The interface for programs: what people do on pages, with tokens, by REST."""
