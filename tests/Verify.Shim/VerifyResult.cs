namespace VerifyTests;

/// <summary>A verification that succeeded.</summary>
public sealed class VerifyResult
{
    internal VerifyResult()
    {
    }
}
