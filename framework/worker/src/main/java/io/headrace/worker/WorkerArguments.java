package io.headrace.worker;

import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process is told on its command line. An immutable value.
 *
 * @param app         the jar with the application; {@code null} if it is on the class path, or given as an object
 * @param className   which application, if there are several; {@code null} for the only one
 * @param config      the configuration file; {@code null} for none
 * @param set         settings that win over all others, as {@code key=value}; of two for one key the later one
 * @param printConfig whether to print the effective configuration instead of working
 */
public record WorkerArguments(
        @Nullable Path app,
        @Nullable String className,
        @Nullable Path config,
        List<String> set,
        boolean printConfig) {
    static final String USAGE = """
            --app FILE         the jar with the application
            --class NAME       which application, if there are several
            --config FILE      configuration: .yaml, .yml, .json or .properties
            --set KEY=VALUE    one setting; wins over all others; may be repeated
            --print-config     print the effective configuration and where it is from, and end
            --help             print this, and end""";

    /** No arguments. */
    public static final WorkerArguments NONE = new WorkerArguments(null, null, null, List.of(), false);

    public WorkerArguments {
        set = List.copyOf(set);
    }

    /** Reads {@code --app FILE --class NAME --config FILE --set KEY=VALUE... --print-config}. */
    static WorkerArguments parse(String... args) {
        Map<String, String> values = new LinkedHashMap<>();
        List<String> set = new ArrayList<>();
        boolean print = false;
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            switch (option) {
                case "--print-config" -> print = true;
                case "--set" -> set.add(operand(option, rest));
                case "--app", "--class", "--config" -> values.put(option, operand(option, rest));
                default -> throw bad("there is no option \"" + option + "\". The options are:\n" + USAGE);
            }
        }
        return new WorkerArguments(
                path(values.get("--app")), values.get("--class"), path(values.get("--config")), set, print);
    }

    /** The settings of {@code --set}, by their keys. */
    Map<String, Setting> settings() {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (String assignment : set) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw bad("--set takes KEY=VALUE, but what was given "
                        + (equals < 0 ? "has no \"=\"" : "begins with \"=\"") + ".");
            }
            String key = assignment.substring(0, equals);
            settings.put(key, new Setting(key, assignment.substring(equals + 1), "--set"));
        }
        return settings;
    }

    private static String operand(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw bad("there is nothing behind " + option + ". The options are:\n" + USAGE);
        }
        return rest.next();
    }

    private static @Nullable Path path(@Nullable String name) {
        return name == null ? null : Path.of(name);
    }

    private static HeadraceException bad(String problem) {
        return new HeadraceException(ErrorCode.BAD_CONFIGURATION, "Bad arguments: " + problem);
    }

    /** Without the values of settings, which may be secrets. */
    @Override
    public String toString() {
        return "WorkerArguments[app=" + app + ", className=" + className + ", config=" + config + ", set=" + set.size()
                + " settings, printConfig=" + printConfig + ']';
    }
}
