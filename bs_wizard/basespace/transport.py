"""The way of a request: directly, or through the proxy that is set for its address."""

import ssl

import httpx

from bs_wizard.basespace import proxy_setting


class Transport(httpx.AsyncBaseTransport):
    """Sends each request directly, or through the proxy that is set for its address."""

    def __init__(self, trusted: ssl.SSLContext) -> None:
        self._trusted = trusted
        self._ways: dict[str | None, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises NetworkError for a proxy that cannot be used."""
        proxy = proxy_setting.before(str(request.url))
        if proxy not in self._ways:
            self._ways[proxy] = self._way(proxy)
        return await self._ways[proxy].handle_async_request(request)

    async def aclose(self) -> None:
        """Close every connection."""
        for way in self._ways.values():
            await way.aclose()

    def _way(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        try:
            through = httpx.Proxy(proxy) if proxy else None
            if through and through.url.scheme == "https":
                through.ssl_context = self._trusted
            return httpx.AsyncHTTPTransport(verify=self._trusted, trust_env=False, proxy=through)
        except (ValueError, httpx.InvalidURL):  # each may repeat it, password and all
            raise proxy_setting.unusable("https", "it is not an address") from None
