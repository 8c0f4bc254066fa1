using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Disposes with it of the tensors that its thread made since.</summary>
public sealed class DisposeScope : IDisposable
{
    private readonly DisposeScopeManager _manager;
    private bool _isDisposed;

    internal DisposeScope(DisposeScopeManager manager)
    {
        _manager = manager;
        OuterScope = manager.CurrentDisposeScope;
    }

    public int DisposablesCount => Disposables.Count;

    internal DisposeScope? OuterScope { get; set; }

    internal HashSet<IDisposable> Disposables { get; private set; } = new(ReferenceEqualityComparer.Instance);

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        if (Disposables.Remove(disposable) && disposable is Tensor tensor)
        {
            tensor.OwningDisposeScope = null;
            DisposeScopeManager.Statistics.TensorStatistics.DetachedFromScopeCount++;
        }
        return disposable;
    }

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        if (OuterScope is null)
            return Detach(disposable);
        if (Disposables.Remove(disposable) && disposable is Tensor tensor)
        {
            OuterScope.Disposables.Add(disposable);
            tensor.OwningDisposeScope = OuterScope;
        }
        return disposable;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        Disposables.Remove(disposable);
        if (disposable is Tensor tensor)
            tensor.OwningDisposeScope = null;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        HashSet<IDisposable> disposables = Disposables;
        Disposables = new HashSet<IDisposable>(ReferenceEqualityComparer.Instance);
        foreach (IDisposable disposable in disposables)
            disposable.Dispose();
        _manager.RemoveDisposeScope(this);
    }
}
