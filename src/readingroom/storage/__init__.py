"""Where bytes live: blobs under the digest of their content. No Django."""
