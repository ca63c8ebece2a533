"""Answers of BaseSpace, as its documentation and its SDKs have them."""

CODE = {
    "device_code": "d" * 32,
    "user_code": "b9bac",
    "verification_uri": "https://basespace.illumina.com/oauth/device",
    "verification_with_code_uri": "https://basespace.illumina.com/oauth/device?code=b9bac",
    "expires_in": 1800,
    "interval": 1,
}
