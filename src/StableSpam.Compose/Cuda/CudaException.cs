namespace StableSpamCompose.Cuda;

/// <summary>CUDA, or the compiler for it, is missing or has refused something. The message names the call and what to do.</summary>
public sealed class CudaException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What went wrong, where, and what to do.</param>
    /// <param name="code">What the call returned; 0 where no call was made.</param>
    /// <param name="inner">What caused it.</param>
    public CudaException(string message, int code = 0, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>What the call returned: a <c>CUresult</c> or <c>nvrtcResult</c>; 0 where no call was made.</summary>
    public int Code { get; }
}
