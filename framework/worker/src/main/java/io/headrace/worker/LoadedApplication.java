package io.headrace.worker;

import io.headrace.HeadraceApplication;
import io.headrace.error.ErrorCode;
import io.headrace.error.HeadraceException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application and the class loader that it came with. In a jar only its own classes count as applications; those that it
 * shares with the launcher, the framework above all, are the launcher's.
 */
final class LoadedApplication implements AutoCloseable {
    static final String SERVICE = "META-INF/services/" + HeadraceApplication.class.getName();
    private static final Logger LOG = LoggerFactory.getLogger("io.headrace.process");

    private final HeadraceApplication application;
    private final @Nullable URLClassLoader loader;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LoadedApplication(HeadraceApplication application, @Nullable URLClassLoader loader) {
        this.application = application;
        this.loader = loader;
    }

    /** An application that is there already. */
    static LoadedApplication of(HeadraceApplication application) {
        return new LoadedApplication(application, null);
    }

    /**
     * Finds the application in the jar, or on the class path if none is named.
     *
     * @throws HeadraceException if there is none, or one of several must be chosen, or it cannot be made
     */
    static LoadedApplication find(WorkerArguments arguments) {
        Path jar = arguments.app();
        ClassLoader launcher = LoadedApplication.class.getClassLoader();
        if (jar == null) {
            return new LoadedApplication(choose("on the class path", launcher, arguments.className(), true), null);
        }
        URLClassLoader loader = new URLClassLoader(new URL[] {url(jar)}, launcher);
        try {
            return new LoadedApplication(choose("in " + jar, loader, arguments.className(), false), loader);
        } catch (RuntimeException failure) {
            close(loader);
            throw failure;
        }
    }

    HeadraceApplication application() {
        return application;
    }

    /** Where its classes are. */
    ClassLoader loader() {
        return loader == null ? application.getClass().getClassLoader() : loader;
    }

    /** Closes the application, then its jar, once. What it throws is logged: by now its workers have stopped. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            application.close();
        } catch (Exception failure) {
            LOG.warn(
                    "Application {} failed when it was closed",
                    application.getClass().getName(),
                    failure);
        } finally {
            close(loader);
        }
    }

    private static HeadraceApplication choose(
            String where, ClassLoader loader, @Nullable String className, boolean inherited) {
        try {
            List<ServiceLoader.Provider<HeadraceApplication>> found =
                    ServiceLoader.load(HeadraceApplication.class, loader).stream()
                            .filter(provider -> inherited || provider.type().getClassLoader() == loader)
                            .filter(provider -> className == null
                                    || provider.type().getName().equals(className))
                            .toList();
            return only(found, where, className).get();
        } catch (ServiceConfigurationError failure) {
            LOG.error("Application {} cannot be made", where, failure);
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            throw new HeadraceException(
                    ErrorCode.APPLICATION_FAILED,
                    "The application " + where + " cannot be made: " + cause + ". Its class must be there, public, and"
                            + " have a public constructor without parameters that does not throw.",
                    failure);
        }
    }

    private static ServiceLoader.Provider<HeadraceApplication> only(
            List<ServiceLoader.Provider<HeadraceApplication>> found, String where, @Nullable String className) {
        if (found.isEmpty()) {
            throw none("There is no application " + (className == null ? "" : "\"" + className + "\" ") + where
                    + ": its class must be named in " + SERVICE + ".");
        }
        if (found.size() > 1) {
            throw none("There are " + found.size() + " applications " + where + ": "
                    + found.stream().map(provider -> provider.type().getName()).toList()
                    + ". Choose one with --class.");
        }
        return found.get(0);
    }

    private static URL url(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw none("Cannot read the application " + jar + ": "
                    + (Files.exists(jar) ? "it is no file" : "there is no such file") + ". Check what --app says.");
        }
        try (JarFile readable = new JarFile(jar.toFile())) {
            return Path.of(readable.getName()).toUri().toURL();
        } catch (ZipException damaged) {
            throw none("Cannot read the application " + jar + ": it is no jar, or damaged. Build it again.");
        } catch (MalformedURLException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IOException unreadable) {
            throw none("Cannot read the application " + jar + ": " + unreadable + ".");
        }
    }

    private static HeadraceException none(String problem) {
        return new HeadraceException(ErrorCode.NO_APPLICATION, problem);
    }

    private static void close(@Nullable URLClassLoader loader) {
        if (loader != null) {
            try {
                loader.close();
            } catch (IOException harmless) {
                LOG.debug("Closing the application's jar failed", harmless);
            }
        }
    }
}
