import { gql } from '@apollo/client/core';

export const WHO = gql`
  query Who {
    viewer {
      account {
        id
        name
      }
    }
  }
`;
export const RELEASES = gql`
  query Releases($projectId: ID!, $first: Int!) {
    releases(projectId: $projectId, first: $first) {
      totalCount
    }
  }
`;
const TICKET = 'id platform remoteId key url title status category integration { id name baseUrl }';
export const CREATE_CONFIG = gql`
  mutation Config($input: CreatePmConfigInput!) {
    createPmConfig(input: $input) {
      id
    }
  }
`;
export const CREATE_RELEASE = gql`mutation Create($input: CreateReleaseInput!) {
  createRelease(input: $input) { id version tickets { ${TICKET} } } }`;
export const RELEASE = gql`query Release($id: ID!) { release(id: $id) { id version tickets { ${TICKET} } } }`;
export const PROJECTS = gql`
  query Projects($one: ID!, $other: ID!) {
    one: trackerProjects(integrationId: $one) {
      remoteId
      key
      name
      url
    }
    other: trackerProjects(integrationId: $other) {
      remoteId
      key
      name
      url
    }
  }
`;
export const SCHEMAS = gql`
  query Schemas($one: ID!, $other: ID!) {
    one: trackerProjectSchema(integrationId: $one, projectKey: "SHOP") {
      ...Schema
    }
    other: trackerProjectSchema(integrationId: $other, projectKey: "SHOP") {
      ...Schema
    }
  }
  fragment Schema on TrackerProjectSchema {
    project {
      remoteId
      name
    }
    issueTypes {
      remoteId
      name
    }
    statuses {
      remoteId
      name
    }
  }
`;
