package io.headrace;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.headrace.time.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The rules that hold for every main class. Each rule takes the package it rules over, so that it can also be run over the
 * small trees in {@code io.headrace.fixture}, which break it on purpose.
 */
class ArchitectureTest {
    private static final String ROOT = "io.headrace";

    /** The packages from the lowest level to the highest, by their name below the root; "" is the root package itself. */
    private static final List<Set<String>> LEVELS = List.of(
            Set.of("error", "time"),
            Set.of("codec", "retry"),
            Set.of("message"),
            Set.of("broker"),
            Set.of("handler", "observe"),
            Set.of("send", "deadletter", "operate", "pipeline", "memory"),
            Set.of("engine"),
            Set.of(""));

    private static final Map<Class<?>, Set<String>> CLOCKS = Map.of(
            System.class, Set.of("currentTimeMillis", "nanoTime"),
            Instant.class, Set.of("now"),
            Clock.class, Set.of("systemUTC", "systemDefaultZone", "system"));

    private static final Map<Class<?>, Set<String>> SLEEPS =
            Map.of(Thread.class, Set.of("sleep"), TimeUnit.class, Set.of("sleep"));

    private static final Map<Class<?>, Set<String>> STANDARD_STREAMS = Map.of(System.class, Set.of("out", "err"));

    /** A package imports only itself and strictly lower levels, and every package has a level. */
    private static ArchRule importsPointDown(String root) {
        return classes().that().resideInAPackage(root + "..").should(importOnlyLowerLevelsThanTheirOwn(root));
    }

    private static ArchRule noJavaUtilLogging(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..");
    }

    private static ArchRule noStandardStreams(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .accessTargetWhere(targetIsOneOf(STANDARD_STREAMS));
    }

    private static ArchRule noSleep(String root) {
        return noClasses().that().resideInAPackage(root + "..").should().accessTargetWhere(targetIsOneOf(SLEEPS));
    }

    private static ArchRule clocksOnlyInTime(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".time")
                .should()
                .accessTargetWhere(targetIsOneOf(CLOCKS));
    }

    @Nested
    class MainClasses {
        private static final JavaClasses MAIN = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);

        @Test
        void everyImport_pointsDown() {
            importsPointDown(ROOT).check(MAIN);
        }

        @Test
        void logging_isNotJavaUtilLogging() {
            noJavaUtilLogging(ROOT).check(MAIN);
        }

        @Test
        void standardStreams_areLeftAlone() {
            noStandardStreams(ROOT).check(MAIN);
        }

        @Test
        void threads_neverSleep() {
            noSleep(ROOT).check(MAIN);
        }

        @Test
        void clocks_areReadOnlyInTime() {
            clocksOnlyInTime(ROOT).check(MAIN);
        }

        /** So a clock that jumps moves no retry, timeout, pause or drain. */
        @Test
        void engine_neverAsksForTheTimeOfDay() {
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + ".engine..")
                    .should()
                    .callMethod(Ticker.class, "millis")
                    .check(MAIN);
        }
    }

    @Nested
    class PlantedViolations {
        @Test
        void importOfHigherLevel_isFound() {
            String root = fixture("upward");
            assertThat(violations(importsPointDown(root), root))
                    .singleElement()
                    .asString()
                    .contains("upward.error.LooksUp", "upward.message.Higher", "level 0", "level 2");
        }

        @Test
        void importOfSameLevel_isFound() {
            String root = fixture("sideways");
            assertThat(violations(importsPointDown(root), root))
                    .singleElement()
                    .asString()
                    .contains("sideways.codec.LooksAside", "sideways.retry.Sibling", "level 1");
        }

        @Test
        void importOfRootPackage_isFound() {
            String root = fixture("rooted");
            assertThat(violations(importsPointDown(root), root))
                    .singleElement()
                    .asString()
                    .contains("rooted.engine.LooksAtRoot", "rooted.Facade", "level 6", "level 7");
        }

        @Test
        void packageWithoutLevel_isFound() {
            String root = fixture("unlisted");
            assertThat(violations(importsPointDown(root), root))
                    .hasSize(2)
                    .anySatisfy(violation -> assertThat(violation).contains("unlisted.util.Stray", "has no level"))
                    .anySatisfy(
                            violation -> assertThat(violation).contains("unlisted.engine.inner.Nest", "has no level"));
        }

        @Test
        void importsOfLowerLevels_areNotFound() {
            String root = fixture("lawful");
            assertThat(violations(importsPointDown(root), root)).isEmpty();
        }

        @Test
        void javaUtilLogging_isFound() {
            String root = fixture("forbidden");
            assertThat(violations(noJavaUtilLogging(root), root))
                    .isNotEmpty()
                    .allSatisfy(violation -> assertThat(violation).contains("forbidden.engine.LogsWithTheJdk"));
        }

        @Test
        void standardStreams_areFound() {
            String root = fixture("forbidden");
            assertThat(violations(noStandardStreams(root), root))
                    .hasSize(2)
                    .allSatisfy(violation -> assertThat(violation).contains("Prints"));
        }

        @Test
        void sleep_isFoundAlsoAsMethodReference() {
            String root = fixture("forbidden");
            assertThat(violations(noSleep(root), root))
                    .hasSize(3)
                    .allSatisfy(violation -> assertThat(violation).contains("Sleeps"));
        }

        @Test
        void clock_isFoundOutsideTimeAlsoAsMethodReference() {
            String root = fixture("forbidden");
            assertThat(violations(clocksOnlyInTime(root), root))
                    .hasSize(3)
                    .allSatisfy(violation -> assertThat(violation).contains("ReadsClocks"));
        }
    }

    private static ArchCondition<JavaClass> importOnlyLowerLevelsThanTheirOwn(String root) {
        return new ArchCondition<>("import only lower levels than their own") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                if (level(root, origin).isEmpty()) {
                    events.add(SimpleConditionEvent.violated(
                            origin, origin.getName() + " is in " + origin.getPackageName() + ", which has no level"));
                }
                origin.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .map(JavaClass::getBaseComponentType)
                        .distinct()
                        .filter(target -> isUnder(root, target) && !pointsDown(root, origin, target))
                        .forEach(target -> events.add(SimpleConditionEvent.violated(
                                origin, describe(root, origin) + " imports " + describe(root, target))));
            }
        };
    }

    private static boolean pointsDown(String root, JavaClass origin, JavaClass target) {
        if (origin.getPackageName().equals(target.getPackageName())) {
            return true;
        }
        Optional<Integer> from = level(root, origin);
        Optional<Integer> to = level(root, target);
        return from.isPresent() && to.isPresent() && to.get() < from.get();
    }

    private static Optional<Integer> level(String root, JavaClass type) {
        String name = nameBelow(root, type);
        return IntStream.range(0, LEVELS.size())
                .boxed()
                .filter(level -> LEVELS.get(level).contains(name))
                .findFirst();
    }

    private static String nameBelow(String root, JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }

    private static boolean isUnder(String root, JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private static String describe(String root, JavaClass type) {
        return type.getName()
                + level(root, type).map(level -> " (level " + level + ")").orElse(" (no level)");
    }

    /** Calls, method references and field accesses alike. */
    private static DescribedPredicate<JavaAccess<?>> targetIsOneOf(Map<Class<?>, Set<String>> members) {
        return DescribedPredicate.describe(
                "target is one of " + members,
                access -> members.entrySet().stream()
                        .anyMatch(entry -> access.getTargetOwner().isAssignableTo(entry.getKey())
                                && entry.getValue().contains(access.getTarget().getName())));
    }

    private static String fixture(String name) {
        return ROOT + ".fixture." + name;
    }

    private static JavaClasses importFixture(String root) {
        return new ClassFileImporter().importPackages(root);
    }

    private static List<String> violations(ArchRule rule, String root) {
        return rule.evaluate(importFixture(root)).getFailureReport().getDetails();
    }
}
