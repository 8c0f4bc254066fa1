namespace VerifyTests;

/// <summary>What holds for all verifications.</summary>
public static class VerifierSettings
{
    /// <summary>Writes files without a byte order mark, as this stand-in always does.</summary>
    public static void UseUtf8NoBom()
    {
    }
}
