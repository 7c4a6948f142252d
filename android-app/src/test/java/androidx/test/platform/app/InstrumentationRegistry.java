package androidx.test.platform.app;
import android.app.Instrumentation; import android.os.Bundle;
public final class InstrumentationRegistry { private static Instrumentation i; private static Bundle b;
 public static void registerInstance(Instrumentation x, Bundle y){i=x;b=y;} public static Instrumentation getInstrumentation(){ if(i==null) throw new IllegalStateException("none"); return i;} public static Bundle getArguments(){return b;} }
