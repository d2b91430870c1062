package io.headrace.worker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles applications and puts them into a jar, as a build of a user's would. */
final class ApplicationJar {
    private static final String SOURCE = """
            package shop;

            import io.headrace.*;
            import io.headrace.codec.Codec;
            import io.headrace.message.EventStream;
            import java.util.*;

            public final class %s implements HeadraceApplication {
                public %s() {%s}

                public List<WorkerBuilder> workers(Headrace headrace, Map<String, String> settings) {
                    var orders = EventStream.of("orders", Codec.utf8());
                    var greeting = settings.getOrDefault("greeting", "none");
                    return List.of(headrace.worker("billing").on(orders, (order, context) -> System.out.println(
                            greeting + " " + order + " by " + Thread.currentThread().getContextClassLoader())));
                }

                @Override
                public void close() {
                    System.out.println("application closed");
                }
            }
            """;

    private ApplicationJar() {}

    /** A jar with these classes of the package shop, of which the services are named as applications. */
    static Path build(Path directory, List<String> classes, List<String> services) throws IOException {
        return build(directory, classes, services, "");
    }

    /** The same, with constructors that do this. */
    static Path build(Path directory, List<String> classes, List<String> services, String constructor)
            throws IOException {
        Path jar = directory.resolve("app.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (String name : classes) {
                put(out, "shop/" + name + ".class", compiled(directory, name, constructor));
            }
            if (!services.isEmpty()) {
                put(out, LoadedApplication.SERVICE, String.join("\n", services).getBytes(UTF_8));
            }
        }
        return jar;
    }

    private static byte[] compiled(Path directory, String name, String constructor) throws IOException {
        Path source = directory.resolve(name + ".java");
        Files.writeString(source, SOURCE.formatted(name, name, constructor));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int failures = compiler.run(
                null, null, null, "-proc:none", "-cp", classPath, "-d", directory.toString(), source.toString());
        if (failures != 0) {
            throw new IllegalStateException(source + " does not compile");
        }
        return Files.readAllBytes(directory.resolve("shop").resolve(name + ".class"));
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content);
        out.closeEntry();
    }
}
