package io.headrace.broker;

/**
 * A run through a group's dead letters, as the server keeps it: a replay, or something else that takes letters away. It
 * outlives whoever carries it out, so that another one can go on with it, and stays as the account of what was done.
 *
 * @param id      the server's, in the order in which runs began
 * @param account who began it and what for; nobody but its writer reads it
 * @param state   how far it is
 */
public record Run(String id, byte[] account, RunState state) {}
