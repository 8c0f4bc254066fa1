using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Generators;

/// <summary>Turns a failure of the compiler into a finding, so that one recipe cannot take the others down.</summary>
internal static class Guarded
{
    /// <summary>Runs <paramref name="work"/>; what it throws is reported at <paramref name="place"/>.</summary>
    public static T? Run<T>(SourceSpan place, FindingBag findings, Func<T?> work)
        where T : class
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            findings.ReportFailure(place, exception);
            return null;
        }
    }
}
