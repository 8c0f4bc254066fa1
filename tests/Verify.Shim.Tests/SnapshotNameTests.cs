using System.Reflection;

namespace VerifyXunit.Tests;

public class SnapshotNameTests
{
    private static readonly MethodInfo Test = typeof(SnapshotNameTests).GetMethod(nameof(Names_follow_class_method_parameters_and_text))!;

    [Fact]
    public void Names_follow_class_method_parameters_and_text()
    {
        const string plain = "SnapshotNameTests.Names_follow_class_method_parameters_and_text";
        Assert.Equal(plain, SnapshotName.Of(Test, null));
        Assert.Equal(plain + "_AdamW", SnapshotName.Of(Test, "AdamW"));
        Assert.Equal("SnapshotNameTests.Nested.Method", SnapshotName.Of(typeof(Nested).GetMethod(nameof(Nested.Method))!, null));
        Assert.Equal("T.M.verified.cs", SnapshotName.File("T.M", new Target("cs", ""), "verified"));
        Assert.Equal("T.M#hint.received.txt", SnapshotName.File("T.M", new Target("txt", "", "hint"), "received"));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a:b")]
    [InlineData("a*b")]
    [InlineData("é")]
    public void A_name_that_some_file_system_refuses_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => SnapshotName.Of(Test, name));

    private sealed class Nested
    {
        public static void Method()
        {
        }
    }
}
