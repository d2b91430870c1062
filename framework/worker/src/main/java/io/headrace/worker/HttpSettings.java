package io.headrace.worker;

/** Where health and metrics are served. */
record HttpSettings(boolean enabled, String host, int port) {
    static HttpSettings from(Values values) {
        return new HttpSettings(
                values.readOr(Keys.HTTP_ENABLED, true),
                values.readOr(Keys.HTTP_HOST, Keys.HTTP_HOST.fallback()),
                values.readOr(Keys.HTTP_PORT, Integer.valueOf(Keys.HTTP_PORT.fallback())));
    }
}
