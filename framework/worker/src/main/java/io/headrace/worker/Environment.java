package io.headrace.worker;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables. A known key is looked up by its variable; the other way round {@code HEADRACE_A_B_C} could be many
 * keys. An empty variable counts as none.
 */
final class Environment implements Source {
    private static final String APP = Keys.variable(Keys.APP);
    private static final String HANDLERS = Keys.variable(Keys.HANDLERS);
    private static final int TYPING_ERROR = 2;

    private final Map<String, String> variables = new TreeMap<>();

    Environment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (!value.isEmpty()) {
                this.variables.put(name, value);
            }
        });
    }

    @Override
    public @Nullable Setting find(String key) {
        String variable = Keys.variable(key);
        String value = variables.get(variable);
        return value == null ? null : new Setting(key, value, variable);
    }

    @Override
    public Collection<Setting> settings() {
        return List.of();
    }

    /** The application's settings, named as is usual: {@code HEADRACE_APP_INPUT_DIR} is {@code headrace.app.input-dir}. */
    List<Setting> app() {
        return variables.entrySet().stream()
                .filter(variable -> variable.getKey().startsWith(APP))
                .map(variable -> new Setting(appKey(variable.getKey()), variable.getValue(), variable.getKey()))
                .toList();
    }

    private static String appKey(String variable) {
        return Keys.APP
                + variable.substring(APP.length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The variables for handlers that are none of these. */
    List<String> unknownOfHandlers(Set<String> known) {
        return variables.keySet().stream()
                .filter(name -> name.startsWith(HANDLERS) && !known.contains(name))
                .toList();
    }

    /**
     * The variables that are a typing error away from one of these. Others are left alone: they are somebody else's, such
     * as those that Kubernetes makes for a service called headrace.
     */
    List<String> misspelt(Set<String> known) {
        return variables.keySet().stream()
                .filter(name -> name.startsWith("HEADRACE_") && !name.startsWith(APP) && !name.startsWith(HANDLERS))
                .filter(name -> !known.contains(name)
                        && known.stream().anyMatch(key -> Nearest.distance(name, key) <= TYPING_ERROR))
                .toList();
    }
}
