using TorchSharp.Contract;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A managed wrapper that owns one native handle.</summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        internal nint handle;

        internal Tensor(nint handle, bool register = true)
        {
            this.handle = handle;
            peakCount = Math.Max(Interlocked.Increment(ref totalCount), peakCount);
            if (register)
                OwningDisposeScope = DisposeScopeManager.ThreadSingleton.RegisterOnCurrentDisposeScope(this);
        }

        internal Tensor(NativeTensor native)
            : this(HandleLedger.Create(native))
        {
        }

        ~Tensor() => Dispose(false);

        public static long TotalCount => totalCount;

        public static long PeakCount => peakCount;

        public bool IsInvalid => handle == 0;

        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public string? name { get; set; }

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal NativeTensor Native =>
            HandleLedger.Find(Handle, "Tensor") ?? throw new InvalidOperationException("Its native handle is not, or no longer, a tensor.");

        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (handle == 0)
                return;
            DisposeScopeManager.ThreadSingleton.DisposingOnCurrentScope(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            Interlocked.Decrement(ref totalCount);
            HandleLedger.Free(handle);
            handle = 0;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Gives the handle away: the wrapper no longer frees it, and is invalid.</summary>
        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            if (handle == 0)
                throw new InvalidOperationException("Tensor invalid -- empty handle.");
            Interlocked.Decrement(ref totalCount);
            return MoveHandle();
        }

        internal nint MoveHandle()
        {
            nint moved = handle;
            handle = 0;
            return moved;
        }
    }
}
