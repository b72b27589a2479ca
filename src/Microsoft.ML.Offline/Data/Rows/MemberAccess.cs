using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Compiled access to the members of a row class: reflection once a member, never a row.</summary>
internal static class MemberAccess<TRow, TMember>
    where TRow : class
{
    private static readonly ConcurrentDictionary<MemberInfo, Func<TRow, TMember>> Readers = new();
    private static readonly ConcurrentDictionary<MemberInfo, Action<TRow, TMember>> Writers = new();

    public static Func<TRow, TMember> Reader(MemberInfo member) => Readers.GetOrAdd(member, static m =>
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        return Expression.Lambda<Func<TRow, TMember>>(Expression.MakeMemberAccess(row, m), row).Compile();
    });

    public static Action<TRow, TMember> Writer(MemberInfo member) => Writers.GetOrAdd(member, static m =>
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        var value = Expression.Parameter(typeof(TMember), "value");
        return Expression.Lambda<Action<TRow, TMember>>(Expression.Assign(Expression.MakeMemberAccess(row, m), value), row, value).Compile();
    });
}
