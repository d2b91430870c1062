package io.headrace.cli;

import io.headrace.worker.Build;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"headrace " + Build.version()};
    }
}
