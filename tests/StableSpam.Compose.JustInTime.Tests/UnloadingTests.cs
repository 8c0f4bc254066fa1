using System.Runtime.CompilerServices;
using StableSpamCompose.Plans;

namespace StableSpamCompose.JustInTime.Tests;

public class UnloadingTests
{
    [Fact]
    public void A_class_that_nothing_uses_is_unloaded()
    {
        WeakReference type = CompileAndForget();

        for (int i = 0; type.IsAlive && i < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(type.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference CompileAndForget()
    {
        OptimizerInfo info = RecipeCompilation.Compile("plain", "optimizer: Plain\nchain: [Momentum]\n", []);
        Training.Run(info, new Dictionary<string, double>(), [1], [1]);
        return new WeakReference(info.Create.Method.DeclaringType);
    }
}
