using System.Runtime.InteropServices;

namespace StableSpamCompose.Cuda;

/// <summary>Turns what a call of the driver API returned into an exception that says what to do.</summary>
internal static class Driver
{
    /// <summary>Throws unless a call succeeded.</summary>
    /// <param name="code">What it returned.</param>
    /// <param name="call">Its name.</param>
    /// <exception cref="CudaException">It did not.</exception>
    public static void Check(int code, string call)
    {
        if (code != DriverApi.Success)
            throw new CudaException($"{call} failed with {NameOf(code)} ({code}): {TextOf(code)}. {Advice(code)}".TrimEnd(), code);
    }

    private static string NameOf(int code) =>
        DriverApi.cuGetErrorName(code, out nint name) == DriverApi.Success ? Marshal.PtrToStringUTF8(name)! : "an unknown error";

    private static string TextOf(int code) =>
        DriverApi.cuGetErrorString(code, out nint text) == DriverApi.Success ? Marshal.PtrToStringUTF8(text)! : "no description";

    private static string Advice(int code) => code switch
    {
        2 => "The device has no room left: use a smaller model or state in bf16.",
        3 or 100 => "Is a CUDA device in this machine, and does its driver run?",
        200 or 218 or 222 => "The driver does not take the compiled kernels: update it, or use the NVRTC of its CUDA version.",
        201 => "The device was reset under the optimizer: make the optimizer anew.",
        700 or 716 or 719 => "A kernel read or wrote where nothing is: does every parameter and gradient still exist, on this device, with its length?",
        900 or 901 or 906 => "A stream is being captured: take a step outside of the capture first, and capture on a stream other than the default one.",
        _ => "",
    };
}
