package io.headrace.worker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The configuration of a process, read before the application is asked for its workers. Keys of handlers are checked later,
 * by {@link Tuning}, when it is known which groups and streams there are.
 *
 * @param values      where the rest is looked up
 * @param environment one of its sources
 * @param app         the application's own settings, by their whole keys
 */
record Settings(
        Values values, Environment environment, RedisSettings redis, HttpSettings http, Map<String, Setting> app) {
    /**
     * Reads all sources. --set is stronger than a system property, that than the environment, and that than the file.
     *
     * @throws io.headrace.error.HeadraceException with all that is wrong
     */
    static Settings read(WorkerArguments arguments, Map<String, String> variables, Properties properties) {
        Environment environment = new Environment(variables);
        List<Source> sources = new ArrayList<>();
        sources.add(Source.of(arguments.settings()));
        sources.add(Source.properties(properties));
        sources.add(environment);
        if (arguments.config() != null) {
            sources.add(ConfigFile.read(arguments.config(), variables));
        }
        Values values = new Values(sources);
        checkNames(values, environment);
        Settings settings = new Settings(
                values, environment, RedisSettings.from(values), HttpSettings.from(values), app(values, environment));
        values.read(Keys.LEASE);
        values.read(Keys.DRAIN_TIMEOUT);
        values.requireNoProblems();
        return settings;
    }

    /** The application's own settings, by their keys without what stands before them. */
    Map<String, String> appValues() {
        Map<String, String> plain = new TreeMap<>();
        app.forEach((key, setting) -> plain.put(key.substring(Keys.APP.length()), setting.value()));
        return plain;
    }

    private static void checkNames(Values values, Environment environment) {
        Set<String> known = Keys.ALL.stream().map(Key::name).collect(Collectors.toCollection(LinkedHashSet::new));
        for (Setting setting : values.written()) {
            String key = setting.key();
            boolean another = key.startsWith(Keys.APP) || key.startsWith(Keys.HANDLERS);
            if (!another && !known.contains(key)) {
                values.problem(setting, " is no key." + hint(key, known));
            }
        }
        Set<String> variables = known.stream().map(Keys::variable).collect(Collectors.toSet());
        for (String variable : environment.misspelt(variables)) {
            values.problem(
                    "The environment variable " + variable + " is for no key." + Nearest.hint(variable, variables));
        }
    }

    private static String hint(String key, Set<String> known) {
        String nearest = Nearest.hint(key, known);
        return nearest.isEmpty()
                ? " Keys begin with headrace.redis, headrace.worker, headrace.http, headrace.handlers or headrace.app."
                : nearest;
    }

    private static Map<String, Setting> app(Values values, Environment environment) {
        Map<String, Setting> app = new TreeMap<>();
        Set<String> lookedUp = new HashSet<>();
        for (Setting written : values.written()) {
            Setting setting = values.find(written.key());
            if (written.key().startsWith(Keys.APP) && setting != null) {
                app.put(written.key(), setting);
                lookedUp.add(Keys.variable(written.key()));
            }
        }
        environment.app().stream()
                .filter(setting -> !lookedUp.contains(setting.origin()))
                .forEach(setting -> app.put(setting.key(), setting));
        return app;
    }
}
