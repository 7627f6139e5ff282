"""The least there can be: asyncio alone, one position in, one write for each phone.

python -m benchmarks.conference.floor PORT
"""

import asyncio
import sys

_writers: set[asyncio.StreamWriter] = set()
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
_DONE = b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one connection: ``GET`` listens, ``POST`` tells all who do."""
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            if head.startswith(b"GET"):
                _writers.add(writer)
                writer.write(_HEAD)
                await reader.read()
                return
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            for phone in _writers:
                phone.write(b"event: view\ndata: " + body + b"\n\n")
            writer.write(_DONE)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        _writers.discard(writer)
        writer.close()


async def main(port: int) -> None:
    """Serve until ended."""
    server = await asyncio.start_server(serve, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
