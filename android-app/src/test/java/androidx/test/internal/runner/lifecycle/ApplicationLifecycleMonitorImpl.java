package androidx.test.internal.runner.lifecycle;
import androidx.test.runner.lifecycle.*;
public class ApplicationLifecycleMonitorImpl implements ApplicationLifecycleMonitor { public void addLifecycleCallback(ApplicationLifecycleCallback c){} public void removeLifecycleCallback(ApplicationLifecycleCallback c){} public void signalLifecycleChange(android.app.Application a, ApplicationStage s){} }
