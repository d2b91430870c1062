package io.headrace.worker;

/**
 * A value that somebody wrote.
 *
 * @param key    the key that it is for
 * @param value  the text
 * @param origin where it was written: {@code worker.yaml:7}, {@code HEADRACE_HTTP_PORT}, {@code -Dheadrace.http.port},
 *     {@code --set}
 */
record Setting(String key, String value, String origin) {
    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
