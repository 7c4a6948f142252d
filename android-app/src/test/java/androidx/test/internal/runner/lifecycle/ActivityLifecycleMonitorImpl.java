package androidx.test.internal.runner.lifecycle;
import androidx.test.runner.lifecycle.*; import android.app.Activity; import java.util.*;
public final class ActivityLifecycleMonitorImpl implements ActivityLifecycleMonitor { private final Map<Activity,Stage> m=new WeakHashMap<>();
 public void addLifecycleCallback(ActivityLifecycleCallback c){} public void removeLifecycleCallback(ActivityLifecycleCallback c){}
 public Stage getLifecycleStageOf(Activity a){return m.get(a);} public Collection<Activity> getActivitiesInStage(Stage s){List<Activity> r=new ArrayList<>(); m.forEach((a,t)->{if(t==s)r.add(a);}); return r;}
 public void signalLifecycleChange(Stage s, Activity a){m.put(a,s);} }
