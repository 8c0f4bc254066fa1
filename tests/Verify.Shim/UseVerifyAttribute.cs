using System.Reflection;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>Tells verifications which test they run in. <c>Verify.targets</c> puts it on test assemblies.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class UseVerifyAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<MethodInfo?> Current = new();

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest) => Current.Value = methodUnderTest;

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest) => Current.Value = null;

    internal static MethodInfo CurrentTest() =>
        Current.Value ?? throw new InvalidOperationException("A verification runs within a test of a project that imports Verify.targets.");
}
