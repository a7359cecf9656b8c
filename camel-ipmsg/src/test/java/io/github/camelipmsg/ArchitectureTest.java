/* SPDX-License-Identifier: Apache-2.0 */
package io.github.camelipmsg;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.github.camelipmsg.node.NodeEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/**
 * The rooms and their doors: {@code protocol} on the ground, {@code transport} beside it, {@code node} upon both, and
 * {@code ipmsg}, the roof, which knows Camel. Above it only {@code spring}, the porch to Spring Boot.
 */
@AnalyzeClasses(packages = "io.github.camelipmsg", importOptions = ArchitectureTest.WithoutTests.class)
class ArchitectureTest {
    private static final String PROTOCOL = "io.github.camelipmsg.protocol..";
    private static final String TRANSPORT = "io.github.camelipmsg.transport..";
    private static final String NODE = "io.github.camelipmsg.node..";
    private static final String IPMSG = "io.github.camelipmsg.ipmsg..";
    private static final String DSL = "io.github.camelipmsg.ipmsg.dsl..";
    private static final String SPRING = "io.github.camelipmsg.spring..";
    private static final String OURS = "io.github.camelipmsg..";

    private static final int MOST_LINES = 400;
    /** Their length is the number of options and headers. */
    private static final Set<String> BEANS =
            Set.of("IpmsgConfiguration.java", "IpmsgNodeConfiguration.java", "IpmsgConstants.java");

    // ---- rooms ---------------------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule protocolStandsOnTheJdkAlone = classes()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(PROTOCOL, "java..", "org.jspecify..", ""); // "" holds int and its like

    @ArchTest
    static final ArchRule protocolDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAPackage(PROTOCOL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.channels..", "java.nio.file..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule transportUsesNoOtherRoom = noClasses()
            .that()
            .resideInAPackage(TRANSPORT)
            .should()
            .dependOnClassesThat(describe(
                    "are in another room",
                    type -> isOurs(type) && !resideInAPackage(TRANSPORT).test(type)));

    @ArchTest
    static final ArchRule nodeUsesOnlyTheRoomsBelow = noClasses()
            .that()
            .resideInAPackage(NODE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(IPMSG);

    @ArchTest
    static final ArchRule ipmsgDoesNotReachPastTheNode = noClasses()
            .that()
            .resideInAPackage(IPMSG)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TRANSPORT);

    @ArchTest
    static final ArchRule ipmsgTakesOnlyValuesFromProtocol = noClasses()
            .that()
            .resideInAPackage(IPMSG)
            .should()
            .dependOnClassesThat(describe(
                    "are in protocol and neither records nor enums",
                    type -> resideInAPackage(PROTOCOL).test(type) && !type.isRecord() && !type.isEnum()));

    @ArchTest
    static final ArchRule springUsesTheComponentAlone = noClasses()
            .that()
            .resideInAPackage(SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NODE, TRANSPORT, PROTOCOL);

    @ArchTest
    static final ArchRule roomsFormNoCycle =
            slices().matching("io.github.camelipmsg.(*)..").should().beFreeOfCycles();

    // ---- doors to the outside ------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule onlyIpmsgAndItsPorchKnowCamel = noClasses()
            .that()
            .resideOutsideOfPackages(IPMSG, SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..");

    /** So an application without Spring never misses it. */
    @ArchTest
    static final ArchRule onlyThePorchKnowsSpring = noClasses()
            .that()
            .resideOutsideOfPackage(SPRING)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", SPRING);

    /** So an application without camel-endpointdsl never misses it. */
    @ArchTest
    static final ArchRule onlyTheJavaDslKnowsCamels = noClasses()
            .that()
            .resideOutsideOfPackage(DSL)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel.builder.endpoint..", DSL);

    @ArchTest
    static final ArchRule onlyTransportKnowsNettysChannelsAndBuffers = noClasses()
            .that()
            .resideOutsideOfPackage(TRANSPORT)
            .should()
            .dependOnClassesThat(describe(
                    "are of Netty, io.netty.util.concurrent excepted",
                    resideInAPackage("io.netty..").and(not(resideInAPackage("io.netty.util.concurrent")))));

    @ArchTest
    static final ArchRule onlyTransportAndNodeBorrowNettysExecutor = noClasses()
            .that()
            .resideOutsideOfPackages(TRANSPORT, NODE)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    // ---- time, threads and state are given -----------------------------------------------------------------------

    @ArchTest
    static final ArchRule onlyTheEnvironmentReadsAClock = noClasses()
            .that()
            .doNotBelongToAnyOf(NodeEnvironment.class)
            .should()
            .accessTargetWhere(describe("it reads a clock", ArchitectureTest::readsClock));

    @ArchTest
    static final ArchRule nobodySleeps =
            noClasses().should().accessTargetWhere(describe("it sleeps", ArchitectureTest::sleeps));

    @ArchTest
    static final ArchRule nobodyMakesThreads =
            noClasses().should().accessTargetWhere(describe("it makes a thread", ArchitectureTest::makesThread));

    /** Two may ask which operating system this is; nobody may take an option from there. */
    @ArchTest
    static final ArchRule nobodyTakesOptionsFromSystemProperties = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("UserDataDirectory")
            .and()
            .haveSimpleNameNotEndingWith("LocalHostName")
            .and()
            .haveSimpleNameNotEndingWith("BoundSockets")
            .should()
            .accessTargetWhere(
                    describe("it reads a system property or the environment", ArchitectureTest::readsSystemProperty));

    @ArchTest
    static final ArchRule staticFieldsAreFinal =
            fields().that().areStatic().and(areWritten()).should().beFinal();

    /** An array is as good as a constant where only its own class can reach it. */
    @ArchTest
    static final ArchRule staticFieldsHoldNothingMutable = fields().that()
            .areStatic()
            .and(areWritten())
            .and(not(describe(
                    "are private arrays",
                    (JavaField field) ->
                            field.getRawType().isArray() && field.getModifiers().contains(JavaModifier.PRIVATE))))
            .should()
            .notHaveRawType(describe("mutable", ArchitectureTest::isMutable));

    // ---- names ---------------------------------------------------------------------------------------------------

    @ArchTest
    static final ArchRule namesSayWhatAClassIs = noClasses()
            .that()
            .resideOutsideOfPackage(DSL) // generated
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helper|Manager|Abstract)(\\$.*)?|.*\\.Abstract.*");

    @ArchTest
    static final ArchRule onlyCamelClassesCarryIpmsg =
            noClasses().that().resideOutsideOfPackages(IPMSG, SPRING).should().haveSimpleNameStartingWith("Ipmsg");

    @ArchTest
    static final ArchRule everyPackageIsNullMarked = classes()
            .should(new ArchCondition<>("be in a @NullMarked package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                    events.add(new SimpleConditionEvent(
                            type, marked, type.getPackageName() + (marked ? " is" : " is not") + " @NullMarked"));
                }
            });

    @Test
    void noSourceFileIsTooLong() throws IOException {
        for (String sources : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> files = Files.walk(Path.of(sources))) {
                List<Path> all = files.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !BEANS.contains(file.getFileName().toString()))
                        .toList();
                assertThat(all)
                        .hasSizeGreaterThan(10)
                        .allSatisfy(file -> assertThat(Files.readAllLines(file))
                                .as(file.toString())
                                .hasSizeLessThanOrEqualTo(MOST_LINES));
            }
        }
    }

    /** What lies where this class lies, whichever tool has compiled it to where. */
    static final class WithoutTests implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains(ArchitectureTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());
        }
    }

    private static boolean isOurs(JavaClass type) {
        return resideInAPackage(OURS).test(type);
    }

    private static boolean readsClock(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("currentTimeMillis") || name.equals("nanoTime");
        }
        if (owner.getPackageName().equals("java.time")) {
            return name.matches("now|system.*|tick.*");
        }
        return owner.isEquivalentTo(Date.class) || owner.isAssignableTo(Calendar.class);
    }

    private static boolean makesThread(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        boolean makesOne =
                owner.isAssignableTo(Thread.class) && access.getName().equals("<init>");
        return makesOne || owner.isEquivalentTo(Executors.class);
    }

    private static boolean readsSystemProperty(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return owner.isEquivalentTo(System.class)
                ? access.getName().matches("getProperty|getProperties|getenv")
                : owner.getPackageName().equals("java.lang")
                        && access.getName().matches("getInteger|getLong|getBoolean");
    }

    private static boolean sleeps(JavaAccess<?> access) {
        return access.getName().equals("sleep") || access.getTargetOwner().isEquivalentTo(LockSupport.class);
    }

    /** What the compiler adds, such as the table of a switch, is nobody's state. */
    private static DescribedPredicate<JavaField> areWritten() {
        return describe(
                "are written in the sources", field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }

    private static boolean isMutable(JavaClass type) {
        return type.isArray()
                || type.getPackageName().startsWith("java.util.concurrent")
                || type.isAssignableTo(AbstractCollection.class)
                || type.isAssignableTo(AbstractMap.class)
                || type.isAssignableTo(Appendable.class);
    }
}
