package io.headrace.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where settings are written: a file, the environment, system properties, the command line. */
interface Source {
    /** What it says on this key; {@code null} for nothing. */
    @Nullable
    Setting find(String key);

    /** All that it says, if it names keys; empty for the environment, in which keys are only looked up. */
    Collection<Setting> settings();

    /** A source with these settings, by their keys. */
    static Source of(Map<String, Setting> settings) {
        return new Source() {
            @Override
            public @Nullable Setting find(String key) {
                return settings.get(key);
            }

            @Override
            public Collection<Setting> settings() {
                return settings.values();
            }
        };
    }

    /** The properties that begin with {@code headrace.}. */
    static Source properties(Properties properties) {
        Map<String, Setting> settings = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(Keys.ROOT)) {
                settings.put(key, new Setting(key, properties.getProperty(key), "-D" + key));
            }
        }
        return of(settings);
    }
}
