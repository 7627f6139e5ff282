self.onmessage = () => undefined;
