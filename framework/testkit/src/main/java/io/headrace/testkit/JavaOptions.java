package io.headrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a {@link JavaProcess} runs. Immutable: every method with an argument returns a changed copy.
 *
 * @param jvm what the JVM is told; by default a small heap and a quick start: {@code -XX:TieredStopAtLevel=1},
 *     {@code -XX:+UseSerialGC} and {@code -Xmx128m}
 * @param properties system properties, default none
 * @param environment variables added to this JVM's own environment, default none
 * @param arguments what {@code main} gets, default none
 */
public record JavaOptions(
        List<String> jvm, Map<String, String> properties, Map<String, String> environment, List<String> arguments) {
    private static final JavaOptions DEFAULTS = new JavaOptions(
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m"), Map.of(), Map.of(), List.of());

    public JavaOptions {
        jvm = List.copyOf(jvm);
        properties = Map.copyOf(properties);
        environment = Map.copyOf(environment);
        arguments = List.copyOf(arguments);
    }

    /** A small heap, a quick start, nothing else. */
    public static JavaOptions defaults() {
        return DEFAULTS;
    }

    /** Tells the JVM this and nothing else: {@code jvm("-Xmx1g")}. */
    public JavaOptions jvm(String... arguments) {
        return new JavaOptions(List.of(arguments), properties, environment, this.arguments);
    }

    /** Sets a system property. */
    public JavaOptions property(String name, String value) {
        return new JavaOptions(jvm, with(properties, name, value), environment, arguments);
    }

    /** Sets an environment variable. */
    public JavaOptions environment(String name, String value) {
        return new JavaOptions(jvm, properties, with(environment, name, value), arguments);
    }

    /** Hands these arguments to {@code main}, behind those it has so far. */
    public JavaOptions arguments(String... more) {
        return new JavaOptions(
                jvm,
                properties,
                environment,
                Stream.concat(arguments.stream(), Stream.of(more)).toList());
    }

    /** This JVM's own java program, with the class path of the tests that it runs. */
    List<String> command(String main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.add("-cp");
        command.add(classPath());
        command.add(main);
        command.addAll(arguments);
        return command;
    }

    /** Surefire may hide the class path in the manifest of one jar and tells the true one by a property. */
    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static Map<String, String> with(Map<String, String> map, String name, String value) {
        Map<String, String> larger = new LinkedHashMap<>(map);
        larger.put(name, value);
        return larger;
    }
}
