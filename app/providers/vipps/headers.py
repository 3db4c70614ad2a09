"""The headers that every call to Vipps MobilePay carries, the bearer token apart (knowledge base, HTTP headers)."""

from app.domain.ids import IdempotencyKey
from app.providers.http.headers import JSON_ANSWER, JSON_BODY
from app.providers.vipps.config import VippsConfig


def common_headers(config: VippsConfig) -> dict[str, str]:
    """Key, sales unit, and who we are."""
    return {
        **JSON_ANSWER,
        "Ocp-Apim-Subscription-Key": config.subscription_key,
        "Merchant-Serial-Number": config.msn,
        "Vipps-System-Name": config.system_name,
        "Vipps-System-Version": config.system_version,
        "Vipps-System-Plugin-Name": config.plugin_name,
        "Vipps-System-Plugin-Version": config.plugin_version,
    }


def body_headers(config: VippsConfig, key: IdempotencyKey | None = None) -> dict[str, str]:
    """The same for a call with a body; ``key`` makes a repeat harmless."""
    headers = {**common_headers(config), **JSON_BODY}
    return headers if key is None else {**headers, "Idempotency-Key": str(key)}
