namespace TorchSharp;

public static partial class torch
{
    [ThreadStatic]
    private static bool gradIsDisabled;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.ThreadSingleton.NewDisposeScope();

    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static bool is_grad_enabled() => !gradIsDisabled;

    private sealed class AutoGradMode : IDisposable
    {
        private readonly bool _before;

        public AutoGradMode(bool enabled)
        {
            _before = gradIsDisabled;
            gradIsDisabled = !enabled;
        }

        public void Dispose() => gradIsDisabled = _before;
    }
}
