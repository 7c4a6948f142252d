plugins {
    alias(libs.plugins.android)
    alias(libs.plugins.kotlin)
}

val libraries = layout.buildDirectory.dir("jniLibs")
val bindings = layout.projectDirectory.dir("target/bindings")

android {
    namespace = "app.till"
    compileSdk = 34
    defaultConfig {
        applicationId = "app.till"
        minSdk = 26
        targetSdk = 34
        versionCode = 1
        versionName = "0.1.0"
        ndk { abiFilters += listOf("arm64-v8a", "x86_64") }
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_17
        targetCompatibility = JavaVersion.VERSION_17
    }
    sourceSets["main"].apply {
        kotlin.srcDirs("src/main/kotlin", bindings)
        jniLibs.srcDirs(libraries)
    }
}

kotlin { compilerOptions { jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_17 } }

dependencies {
    implementation(variantOf(libs.jna) { artifactType("aar") })
    implementation(libs.zxing)
}

// The core for devices, by an NDK; and its Kotlin side, from this machine's library.
val core by tasks.registering(Exec::class) {
    workingDir = file("..")
    commandLine("cargo", "ndk", "-t", "arm64-v8a", "-t", "x86_64", "-o", libraries.get().asFile.path, "build", "--locked", "--profile", "mobile", "-p", "till-mobile")
}
val kotlinSide by tasks.registering(Exec::class) { commandLine("./bindings") }

tasks.named("preBuild") { dependsOn(core, kotlinSide) }
